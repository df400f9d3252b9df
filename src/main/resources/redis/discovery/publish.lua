-- An identity publishes its key.
-- KEYS[1] what the identity has in the directory
-- ARGV 1 to 6 as in shared.lua; 7 the key; 8 its expiry in microseconds
-- returns {1 if the presence has changed, when it is to be looked at next or 0, 1 if there was no room}
-- guarantees that the last one counts, and that the one before stays if there is no room.
load()
local text, expires, full = ARGV[7], tonumber(ARGV[8]), 0
if expires <= now then
  if key then
    key = nil
    changed.key = true
  end
elseif (key and #text <= #key.text) or grown('key', digits(expires) .. '\n' .. text) then
  key = {expires = expires, text = text}
  changed.key = true
else
  full = 1
end
local turned, first = settle()
return {turned, first, full}
