-- What is known of an identity.
-- KEYS[1] what it has in the directory
-- ARGV 1 time or empty; 2 channel; 3 what is told there
-- returns {1 if the presence has changed, when the next thing ends or 0, 1 if it is online, the key or empty, [[slot, endpoints]]}
-- guarantees that nothing is shown whose time is over.
load()
local found = {}
for name, entry in pairs(entries) do
  if entry.lost == 0 then
    found[#found + 1] = {name, entry.text}
  end
end
local turned, first = settle(false)
return {turned, first, online and 1 or 0, key and key.text or '', found}
