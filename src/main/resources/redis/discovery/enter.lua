-- Enters when an identity is to be looked at.
-- KEYS[1] identities of a part by when they are to be looked at; KEYS[2] those that a node is looking at
-- ARGV 1 time in microseconds, or empty for this server's (only tests give one); 2 the identity; 3 when, in
--   microseconds, or 0 for never; 4 microseconds from now that it is at most; 5 1 if it has just been looked at, else 0
-- returns {}
-- guarantees that an earlier time that somebody else has entered stays, and that it works when the memory is full.
local LIFE = 172800000
local now = tonumber(ARGV[1])
if not now then
  local parts = redis.call('TIME')
  now = tonumber(parts[1]) * 1000000 + tonumber(parts[2])
end
-- a first write that takes no memory: the next ones are allowed then, also when the memory is full
redis.call('ZREM', KEYS[2], ARGV[5] == '1' and ARGV[2] or '')
if ARGV[3] ~= '0' then
  local moment = math.min(tonumber(ARGV[3]), now + tonumber(ARGV[4]))
  redis.call('ZADD', KEYS[1], 'LT', string.format('%.0f', moment), ARGV[2])
  redis.call('PEXPIRE', KEYS[1], LIFE)
end
return {}
