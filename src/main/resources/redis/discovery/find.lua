-- What is known of an identity.
-- KEYS[1] what it has in the directory
-- ARGV 1 to 6 as in shared.lua
-- returns {1 if the presence has changed, when it is to be looked at next or 0, 1 if it is online, the key or empty,
--   [[slot, endpoints]] of those whose links are there}
-- guarantees that nothing is shown whose time is over.
load()
local found = {}
for name, entry in pairs(entries) do
  if entry.lost == 0 and entry.gone == 0 then
    found[#found + 1] = {name, entry.text}
  end
end
local turned, first = settle()
return {turned, first, presence.online and 1 or 0, key and key.text or '', found}
