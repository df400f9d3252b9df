-- A slot announces, or withdraws what it has announced.
-- KEYS[1] what the identity has in the directory
-- ARGV 1 to 6 as in shared.lua; 7 the slot; 8 epoch; 9 expiry in microseconds; 10 the node; 11 endpoints, or empty to
--   withdraw; 12 announcements an identity may have
-- returns {1 if the presence has changed, when it is to be looked at next or 0, 1 if there was no room}
-- guarantees that nothing happens for an older epoch than the announcement's, that what was announced before stays if
--   there is no room, and that changes are told.
load()
local name, epoch, expires, text = ARGV[7], tonumber(ARGV[8]), tonumber(ARGV[9]), ARGV[11]
local before, full, count = entries[name], 0, 0
for _ in pairs(entries) do
  count = count + 1
end
if not before or before.epoch <= epoch then
  if text == '' or expires <= now then
    remove(name)
  else
    local entry = {epoch = epoch, expires = expires, lost = 0, gone = 0, place = last + 1, node = ARGV[10], text = text}
    -- what becomes no larger is always taken
    if before and #text <= #before.text then
      put(name, entry)
    elseif (before or count < tonumber(ARGV[12])) and grown(name, written(entry)) then
      put(name, entry)
    else
      full = 1
    end
  end
end
local turned, first = settle()
return {turned, first, full}
