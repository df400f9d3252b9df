-- Takes identities that are to be looked at now.
-- KEYS[1] identities of a part by when they are to be looked at; KEYS[2] those that a node is looking at, by when it
--   has had its time
-- ARGV 1 time in microseconds, or empty for this server's (only tests give one); 2 how many; 3 microseconds that a node
--   has for them
-- returns {[identities]}
-- guarantees that each is taken by one node, and again by another if that one doesn't finish.
local LIFE = 172800000
local now = tonumber(ARGV[1])
if not now then
  local parts = redis.call('TIME')
  now = tonumber(parts[1]) * 1000000 + tonumber(parts[2])
end
local function digits(number)
  return string.format('%.0f', number)
end
local function until_now(key)
  return redis.call('ZRANGE', key, '-inf', digits(now), 'BYSCORE', 'LIMIT', 0, ARGV[2])
end
for _, identity in ipairs(until_now(KEYS[2])) do
  redis.call('ZREM', KEYS[2], identity)
  redis.call('ZADD', KEYS[1], 'LT', digits(now), identity)
end
local due = until_now(KEYS[1])
for _, identity in ipairs(due) do
  redis.call('ZREM', KEYS[1], identity)
  redis.call('ZADD', KEYS[2], digits(now + tonumber(ARGV[3])), identity)
end
if #due > 0 then
  redis.call('PEXPIRE', KEYS[1], LIFE)
  redis.call('PEXPIRE', KEYS[2], LIFE)
end
return {due}
