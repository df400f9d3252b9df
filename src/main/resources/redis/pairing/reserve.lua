-- A joiner is about to redeem an invite: its side is prepared before the inviter's side decides, so that whatever
-- becomes of the node, whoever reads the joiner's side knows that it has to ask the inviter's.
-- KEYS[1] the joiner's pairings, KEYS[2] what it is joining
-- ARGV 1 time or empty; 2 the inviter; 3 mark of this attempt; 4 pairings an identity may have; 5 microseconds in which
--   the inviter's side has to decide
-- returns {1 if there is room, 1 if an attempt with that inviter was left open, until when the inviter's side may
--   decide}
-- guarantees that pairings and attempts together stay within the bound.
local now = time()
local last = now + tonumber(ARGV[5])
local attempts = redis.call('ZRANGE', KEYS[2], 0, -1)
local isOpen = 0
for _, attempt in ipairs(attempts) do
  if string.sub(attempt, 1, #ARGV[2] + 1) == ARGV[2] .. ' ' then
    isOpen = 1
  end
end
local bound = tonumber(ARGV[4])
local isKnown = redis.call('ZSCORE', KEYS[1], '<' .. ARGV[2])
local taken = redis.call('ZCARD', KEYS[1]) - (isKnown and 1 or 0) + #attempts
if taken >= bound then
  return {0, isOpen, digits(last)}
end
redis.call('ZADD', KEYS[2], digits(last), ARGV[2] .. ' ' .. ARGV[3])
return {1, isOpen, digits(last)}
