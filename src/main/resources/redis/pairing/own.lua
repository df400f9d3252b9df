-- An inviter says that an invite's id is its own.
-- KEYS[1] whose id it is
-- ARGV 1 time or empty; 2 the inviter; 3 until when in microseconds
-- returns {1 if it is that inviter's, 1 if it is so since now}
-- guarantees that an id belongs to one inviter until then.
local now = time()
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[2] then
  return {0, 0}
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', digits(math.max(1, math.ceil((tonumber(ARGV[3]) - now) / 1000))))
return {1, owner and 0 or 1}
