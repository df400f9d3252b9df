-- What was recorded about some who joined an inviter.
-- KEYS[1] the inviter's joiners
-- ARGV 1 unused; from 2 on the joiners, 64 at most
-- returns {[[when, the invite's bytes, trust level, claim], or [] if they aren't paired]}
-- guarantees that nothing is changed.
local all = {}
for i = 2, #ARGV do
  local known = redis.call('HGET', KEYS[1], ARGV[i])
  all[i - 1] = known and cmsgpack.unpack(known) or {}
end
return {all}
