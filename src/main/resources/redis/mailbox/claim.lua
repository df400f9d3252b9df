-- Takes mailboxes that are to be looked after now.
-- KEYS 1 mailboxes of a shard by when they are due; 2 those that a node looks after, by when it has had its time
-- ARGV 1 time in milliseconds, or empty for this server's (only tests give one); 2 how many; 3 milliseconds that a node
--   has for them; 4 milliseconds after which nothing here matters any more
-- returns [mailboxes]
-- guarantees that each is taken by one node, and again by another if that one doesn't finish.
local now = tonumber(ARGV[1])
if not now then
  local parts = redis.call('TIME')
  now = tonumber(parts[1]) * 1000 + math.floor(tonumber(parts[2]) / 1000)
end
local function digits(number)
  return string.format('%.0f', number)
end
for _, mailbox in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', digits(now), 'LIMIT', 0, ARGV[2])) do
  redis.call('ZREM', KEYS[2], mailbox)
  redis.call('ZADD', KEYS[1], 'LT', digits(now), mailbox)
end
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', digits(now), 'LIMIT', 0, ARGV[2])
for _, mailbox in ipairs(due) do
  redis.call('ZREM', KEYS[1], mailbox)
  redis.call('ZADD', KEYS[2], digits(now + tonumber(ARGV[3])), mailbox)
end
if #due > 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
  redis.call('PEXPIRE', KEYS[2], ARGV[4])
end
return {due}
