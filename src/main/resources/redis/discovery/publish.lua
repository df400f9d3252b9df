-- An identity publishes its key.
-- KEYS[1] what the identity has in the directory
-- ARGV 1 time or empty; 2 channel; 3 what is told there; 4 the key; 5 its expiry in microseconds
-- returns {1 if the presence has changed, when the next thing ends or 0}
-- guarantees that the last one counts.
load()
local expires = tonumber(ARGV[5])
for place = #removed, 1, -1 do
  if removed[place] == 'key' then
    table.remove(removed, place)
  end
end
key = {expires = expires, text = ARGV[4]}
redis.call('HSET', KEYS[1], 'key', digits(expires) .. '\n' .. ARGV[4])
if expires <= now then
  key = nil
  removed[#removed + 1] = 'key'
end
return {settle(true)}
