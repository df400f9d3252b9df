-- Gives what is kept here a name that nothing kept before or elsewhere has.
-- KEYS 1 the name
-- ARGV 1 what it becomes if there is none
-- returns {name}
-- guarantees that all nodes get the same one as long as the store lasts.
redis.call('SETNX', KEYS[1], ARGV[1])
return {redis.call('GET', KEYS[1])}
