-- Gives what is kept here a name that nothing kept before or elsewhere has.
-- KEYS 1 the name
-- ARGV 1 what it becomes if there is none
-- returns {name}
-- guarantees that all nodes get the same one as long as the store lasts.
local name = redis.call('GET', KEYS[1])
if not name then
  -- a first write that takes no memory: the next one is allowed then, also when the memory is full
  redis.call('UNLINK', KEYS[1])
  redis.call('SET', KEYS[1], ARGV[1])
  name = ARGV[1]
end
return {name}
