-- What waits for an instance, known or not, that is here.
-- KEYS as in mailbox.lua
-- ARGV as there; 6 the instance
-- returns …, and if something waits: elements, bytes of the mailbox
-- guarantees that nothing is changed but when the instance was seen.
if not tidy() then
  return finish('again')
end
local reader = seen(ARGV[OWN])
local last = redis.call('ZREVRANGE', LOG, 0, 0, 'WITHSCORES')
if last[2] and tonumber(last[2]) > (reader and reader.position or 0) then
  return finish('done', mail.elements, mail.bytes)
end
return finish('done')
