-- Ends an attempt to join, behind the inviter's decision.
-- KEYS[1] the joiner's pairings, KEYS[2] what it is joining, KEYS[3] its last place
-- ARGV 1 time or empty; 2 the inviter; 3 mark of the attempt; 4 `new`: paired by it, `known`: paired before, `none`:
--   not paired
-- returns {1}
-- guarantees that a new pairing stands behind all that was read before, and that doing it twice does no harm.
redis.call('ZREM', KEYS[2], ARGV[2] .. ' ' .. ARGV[3])
local member = '<' .. ARGV[2]
if ARGV[4] == 'new' or (ARGV[4] == 'known' and not redis.call('ZSCORE', KEYS[1], member)) then
  redis.call('ZADD', KEYS[1], digits(next_place(KEYS[3], time())), member)
end
return {1}
