-- Takes a pairing that has ended from the joiner's side.
-- KEYS[1] the joiner's pairings
-- ARGV 1 unused; 2 the inviter; 3 the place where it stood before it was seen to have ended
-- returns {1 if it was taken, else 0}
-- guarantees that a pairing that was made since stays.
local member = '<' .. ARGV[2]
local place = redis.call('ZSCORE', KEYS[1], member)
if place and digits(tonumber(place)) == ARGV[3] then
  return {redis.call('ZREM', KEYS[1], member)}
end
return {0}
