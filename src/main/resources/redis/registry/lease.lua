-- A node says that it lives.
-- KEYS[1] the leases of all nodes
-- ARGV 1 the node's name; 2 its lease in microseconds; 3 1 if it joins under that name, which it does once
-- returns {1 if it has its lease, else 0, [nodes that live]}
-- guarantees that a name whose lease has lapsed never lives again: whoever saw it dead may act on it; that nobody lives
--   longer than two leases without saying so, also if the clock was set back.
local parts = redis.call('TIME')
local now = tonumber(parts[1]) * 1000000 + tonumber(parts[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
local most = string.format('%.0f', now + 2 * tonumber(ARGV[2]))
for _, name in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. most, '+inf')) do
  redis.call('ZADD', KEYS[1], most, name)
end
local has = 0
if ARGV[3] == '1' or redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  redis.call('ZADD', KEYS[1], string.format('%.0f', now + tonumber(ARGV[2])), ARGV[1])
  has = 1
end
return {has, redis.call('ZRANGE', KEYS[1], 0, -1)}
