-- wrk: what a scale asks first, over and over on one connection.
wrk.method = "POST"
wrk.path = "/cgi-bin/once"
wrk.body = "action=get"
wrk.headers["User-Agent"] = "Withings UserAgent"
wrk.headers["Accept"] = "*/*"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
