-- What an identity's side says about its pairings; what it was invited to has to be asked at the inviters'.
-- KEYS[1] its pairings, KEYS[2] what it is joining
-- ARGV 1 time or empty; 2 the place behind which it starts; 3 how many; 4 microseconds by which clocks may differ
-- returns {[[`>` or `<` and the peer, place]], [[inviter and mark of an attempt, 1 if it can't be decided any more]]}
-- guarantees that nothing is changed.
local now = time()
local found = redis.call('ZRANGE', KEYS[1], '(' .. ARGV[2], '+inf', 'BYSCORE', 'LIMIT', 0, ARGV[3], 'WITHSCORES')
local members, attempts = {}, {}
for i = 1, #found, 2 do
  members[#members + 1] = {found[i], digits(tonumber(found[i + 1]))}
end
local open = redis.call('ZRANGE', KEYS[2], 0, -1, 'WITHSCORES')
for i = 1, #open, 2 do
  attempts[#attempts + 1] = {open[i], now > tonumber(open[i + 1]) + tonumber(ARGV[4]) and 1 or 0}
end
return {members, attempts}
