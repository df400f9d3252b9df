-- What became of objects.
-- KEYS as in mailbox.lua
-- ARGV as there; 6 the sender; from 7 on ids
-- returns …, [-1 if it is unknown, 0 while parts are missing, 1 stored, 2 delivered, 3 expired; then the number of
--   parts; …]
-- guarantees that nothing is changed.
if not tidy() then
  return finish('again')
end
local states = {}
for i = OWN + 1, #ARGV do
  local number = redis.call('HGET', MEMORY, 'i' .. ARGV[OWN] .. ' ' .. ARGV[i])
  local of = number and object(number)
  states[#states + 1] = of and of.status or -1
  states[#states + 1] = of and of.have or 0
end
return finish('done', states)
