-- wrk: whole conversations (once, session, measure, end of session), each weight new, each session with the hash of its
-- own token. wrk does not tell a script which connection it is called for, so a conversation's requests may travel on
-- different connections, as they do with scales that open one for each.
local folder = debug.getinfo(1, "S").source:match("@(.*/)") or "./"
local md5 = dofile(folder .. "md5.lua")
local mac, secret = "00:24:e4:5c:a1:e0", "7c1d90e2b45f8a36"
local head = "User-Agent: Withings UserAgent\r\nHost: scalews.withings.net\r\nAccept: */*\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "

local function post(endpoint, form)
  return "POST /cgi-bin/" .. endpoint .. " HTTP/1.1\r\n" .. head .. #form .. "\r\n\r\n" .. form
end

local once = post("once", "action=get")
local waiting, first, last = {}, 1, 0       -- the next requests of conversations under way
local sessions, oldest, newest = {}, 1, 0   -- sessions with a weight on its way, to be ended
-- A time of its own for each weight, however many runs there are: 12,000 for each second since the last began.
local taken = 1200000000 + os.time() % 40000 * 12000
local second = false
failed = 0

local function enqueue(request)
  last = last + 1
  waiting[last] = request
end

function request()
  if first > last then return once end
  local next = waiting[first]
  waiting[first] = nil
  first = first + 1
  return next
end

local function begin(token)
  enqueue(post("session", "action=new&auth=" .. mac .. "&hash=" .. md5(mac .. ":" .. secret .. ":" .. token)
    .. "&mfgid=262151&currentfw=211&batterylvl=69&duration=30&zreboot=1"))
end

local function measure(session)
  taken = taken + 1
  newest = newest + 1
  sessions[newest] = session
  enqueue(post("measure", "action=store&sessionid=" .. session .. "&macaddress=" .. mac .. "&userid=2468013&meastime=" .. taken
    .. "&devtype=1&attribstatus=0&measures=%7B%22measures%22%3A%5B%7B%22value%22%3A" .. (60000 + taken % 9000)
    .. "%2C%22type%22%3A1%2C%22unit%22%3A-3%7D%2C%7B%22value%22%3A522%2C%22type%22%3A16%2C%22unit%22%3A0%7D%5D%7D"))
end

-- A weight and the end of a session are both answered with status 0 alone, so every second such reply ends a session.
local function finish()
  second = not second
  if second and oldest <= newest then
    enqueue(post("session", "action=delete&sessionid=" .. sessions[oldest]))
    sessions[oldest] = nil
    oldest = oldest + 1
  end
end

function response(status, headers, body)
  local token = body:match('"once":"([^"]*)"')
  if token then return begin(token) end
  local session = body:match('"sessionid":"([^"]*)"')
  if session then return measure(session) end
  if body == '{"status":0}' then return finish() end
  failed = failed + 1
end

local threads = {}

function setup(thread)
  threads[#threads + 1] = thread
end

function done(summary, latency, requests)
  local refused = 0
  for _, thread in ipairs(threads) do refused = refused + thread:get("failed") end
  io.write(string.format("refused %d\n", refused + summary.errors.status))
end
