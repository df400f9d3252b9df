-- Looks after a mailbox where nobody calls.
-- KEYS as in mailbox.lua
-- ARGV as there
-- returns …, when it is to be looked after next, or 0 if nothing is left of it
-- guarantees that what is past its time is gone, and told.
if not tidy() then
  return finish('again')
end
if mail.now == 0 then
  return finish('done', '0')
end
local due = next_due()
if due == math.huge then
  return finish('done', '0')
end
change()
mail.due = due
return finish('done', digits(due))
