-- A slot's link is gone.
-- KEYS[1] what the identity has in the directory
-- ARGV 1 time or empty; 2 channel; 3 what is told there; 4 the slot; 5 epoch; 6 microseconds for which its session outlives it;
--   7 how many announcements without a link are kept
-- returns {1 if the presence has changed, when the next thing ends or 0}
-- guarantees that it doesn't live longer by being lost again, and that those go first that were lost first.
load()
local entry = entries[ARGV[4]]
if entry and entry.epoch <= tonumber(ARGV[5]) and entry.lost == 0 then
  entry.lost, entry.place = now + tonumber(ARGV[6]), last + 1
  if now >= end_of(entry) then
    remove(ARGV[4])
  else
    put(ARGV[4], entry)
    local all = {}
    for name, other in pairs(entries) do
      if other.lost > 0 then
        all[#all + 1] = name
      end
    end
    table.sort(all, function(one, other) return entries[one].place > entries[other].place end)
    for place = tonumber(ARGV[7]) + 1, #all do
      remove(all[place])
    end
  end
end
return {settle(true)}
