-- Takes some identities in which something has ended, for a while: if whoever takes them goes, others find them again.
-- KEYS[1] when something ends
-- ARGV 1 time or empty; 2 how many; 3 for how long in microseconds
-- returns {[identity], until when they are taken}
-- guarantees that no two take the same one at the same time.
local parts = redis.call('TIME')
local now = ARGV[1] ~= '' and tonumber(ARGV[1]) or tonumber(parts[1]) * 1000000 + tonumber(parts[2])
local mine = string.format('%.0f', now + tonumber(ARGV[3]))
local found = redis.call('ZRANGE', KEYS[1], '-inf', string.format('%.0f', now), 'BYSCORE', 'LIMIT', 0, ARGV[2])
for _, identity in ipairs(found) do
  redis.call('ZADD', KEYS[1], mine, identity)
end
return {found, mine}
