-- A slot's session is over.
-- KEYS[1] what the identity has in the directory
-- ARGV 1 to 6 as in shared.lua; 7 the slot; 8 epoch
-- returns {1 if the presence has changed, when it is to be looked at next or 0}
-- guarantees that nothing happens to what a newer epoch has announced.
load()
local entry = entries[ARGV[7]]
if entry and entry.epoch <= tonumber(ARGV[8]) then
  remove(ARGV[7])
end
return {settle()}
