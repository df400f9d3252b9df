-- Says when a mailbox is to be looked after.
-- KEYS 1 mailboxes of a shard by when they are due; 2 those that a node looks after
-- ARGV 1 the mailbox; 2 when, in milliseconds, or 0 for never; 3 milliseconds after which nothing here matters any
--   more; 4 1 if it has just been looked after, else 0
-- returns {}
-- guarantees that an earlier time that somebody else has said stays.
-- a first write that takes no memory: the next one is allowed then, also when the memory is full
redis.call('ZREM', KEYS[2], ARGV[4] == '1' and ARGV[1] or '')
if ARGV[2] ~= '0' then
  redis.call('ZADD', KEYS[1], 'LT', ARGV[2], ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return {}
