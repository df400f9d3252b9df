-- A slot announces, or withdraws what it has announced.
-- KEYS[1] what the identity has in the directory
-- ARGV 1 time or empty; 2 channel; 3 what is told there; 4 the slot; 5 epoch; 6 expiry in microseconds; 7 endpoints, or empty to
--   withdraw; 8 announcements an identity may have
-- returns {1 if the presence has changed, when the next thing ends or 0, 1 if there was no room}
-- guarantees that nothing happens for an older epoch than the announcement's, and that changes are told.
load()
local name, epoch, expires = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
local before, full, count = entries[name], 0, 0
for _ in pairs(entries) do
  count = count + 1
end
if not before or before.epoch <= epoch then
  if ARGV[7] == '' or expires <= now then
    remove(name)
  elseif not before and count >= tonumber(ARGV[8]) then
    full = 1
  else
    for place = #removed, 1, -1 do
      if removed[place] == name then
        table.remove(removed, place)
      end
    end
    put(name, {epoch = epoch, expires = expires, lost = 0, place = last + 1, text = ARGV[7]})
  end
end
local turned, first = settle(true)
return {turned, first, full}
