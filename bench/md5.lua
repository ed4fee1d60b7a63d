-- MD5 (RFC 1321) of short texts, with LuaJIT's bit operations: the hash a scale proves itself with.
local bit = require("bit")
local band, bor, bxor, bnot, rol, tobit, tohex = bit.band, bit.bor, bit.bxor, bit.bnot, bit.rol, bit.tobit, bit.tohex
local bswap = bit.bswap

local shifts = { { 7, 12, 17, 22 }, { 5, 9, 14, 20 }, { 4, 11, 16, 23 }, { 6, 10, 15, 21 } }
local sines, turns, words = {}, {}, {}
for i = 0, 63 do
  sines[i] = tobit(math.floor(math.abs(math.sin(i + 1)) * 4294967296))
  turns[i] = shifts[math.floor(i / 16) + 1][i % 4 + 1]
  local round = math.floor(i / 16)
  words[i] = round == 0 and i or round == 1 and (5 * i + 1) % 16 or round == 2 and (3 * i + 5) % 16 or (7 * i) % 16
end

return function(text)
  local length = #text
  local padded = text .. "\128" .. string.rep("\0", (55 - length) % 64)
  local block, a0, b0, c0, d0 = {}, 0x67452301, tobit(0xefcdab89), tobit(0x98badcfe), 0x10325476
  for at = 1, #padded + 8, 64 do
    for i = 0, 15 do
      local p = at + i * 4
      if p > #padded then
        block[i] = i == 14 and length * 8 or 0
      else
        local w, x, y, z = padded:byte(p, p + 3)
        block[i] = bor(w, rol(x, 8), rol(y, 16), rol(z, 24))
      end
    end
    local a, b, c, d = a0, b0, c0, d0
    for i = 0, 63 do
      local f
      if i < 16 then f = bor(band(b, c), band(bnot(b), d))
      elseif i < 32 then f = bor(band(d, b), band(bnot(d), c))
      elseif i < 48 then f = bxor(b, c, d)
      else f = bxor(c, bor(b, bnot(d))) end
      a, d, c, b = d, c, b, tobit(b + rol(tobit(a + f + sines[i] + block[words[i]]), turns[i]))
    end
    a0, b0, c0, d0 = tobit(a0 + a), tobit(b0 + b), tobit(c0 + c), tobit(d0 + d)
  end
  return tohex(bswap(a0)) .. tohex(bswap(b0)) .. tohex(bswap(c0)) .. tohex(bswap(d0))
end
