-- A slot's session is over.
-- KEYS[1] what the identity has in the directory
-- ARGV 1 time or empty; 2 channel; 3 what is told there; 4 the slot; 5 epoch
-- returns {1 if the presence has changed, when the next thing ends or 0}
-- guarantees that nothing happens to what a newer epoch has announced.
load()
local entry = entries[ARGV[4]]
if entry and entry.epoch <= tonumber(ARGV[5]) then
  remove(ARGV[4])
end
return {settle(false)}
