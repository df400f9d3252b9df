-- Takes back what `own` has done: the invite found no room, or is forgotten.
-- KEYS[1] whose id it is; ARGV 1 unused; 2 the inviter
-- returns {1 if it was taken back, else 0}
-- guarantees that nobody else's id is taken back.
if redis.call('GET', KEYS[1]) == ARGV[2] then
  return {redis.call('DEL', KEYS[1])}
end
return {0}
