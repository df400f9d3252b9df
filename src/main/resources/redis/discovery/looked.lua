-- Enters when the next thing of an identity ends, behind a look at it.
-- KEYS[1] when something ends
-- ARGV 1 the identity; 2 until when it was taken; 3 when the next thing ends, or 0
-- returns {1 if it was entered, 0 if an earlier end was entered meanwhile}
-- guarantees that no earlier end is overwritten.
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or string.format('%.0f', tonumber(score)) ~= ARGV[2] then
  return {0}
end
if ARGV[3] == '0' then
  redis.call('ZREM', KEYS[1], ARGV[1])
else
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
end
return {1}
