-- Ends the pairing of an inviter and a joiner, at the inviter's side.
-- KEYS[1] the inviter's joiners, KEYS[2] its pairings, KEYS[3] its last place
-- ARGV 1 time or empty; 2 the joiner; 3 channel on which it is told; 4 what is told there
-- returns {1 if they were paired, else 0}
-- guarantees that behind it they aren't, that the use stays consumed, and that it works when the memory is full.

-- takes no memory, so the next write is allowed also when the memory is full
redis.call('ZREM', KEYS[2], '>' .. ARGV[2])
-- written always, so that a confirmation covers an earlier attempt whose answer was lost
next_place(KEYS[3], time())
if redis.call('HDEL', KEYS[1], ARGV[2]) == 0 then
  return {0}
end
redis.call('PUBLISH', ARGV[3], ARGV[4])
return {1}
