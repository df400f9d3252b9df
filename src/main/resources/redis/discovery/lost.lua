-- A slot's link is gone.
-- KEYS[1] what the identity has in the directory
-- ARGV 1 to 6 as in shared.lua; 7 the slot; 8 epoch; 9 how many announcements without a link are kept
-- returns {1 if the presence has changed, when it is to be looked at next or 0}
-- guarantees that it doesn't live longer by being lost again, and that those go first that were lost first.
load()
local entry = entries[ARGV[7]]
if entry and entry.epoch <= tonumber(ARGV[8]) and entry.lost == 0 then
  entry.lost, entry.place = now + OUTLIVES, last + 1
  put(ARGV[7], entry)
  if now >= end_of(entry) then
    remove(ARGV[7])
  end
  local all = {}
  for name, other in pairs(entries) do
    if other.lost > 0 then
      all[#all + 1] = name
    end
  end
  table.sort(all, function(one, other) return entries[one].place > entries[other].place end)
  for place = tonumber(ARGV[9]) + 1, #all do
    remove(all[place])
  end
end
return {settle()}
