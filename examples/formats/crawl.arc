filedesc://crawl.arc 0.0.0.0 20250909090909 text/plain 76
1 0 Example Crawler
URL IP-address Archive-date Content-type Archive-length

http://herald.example/1 192.0.2.7 20250909090909 text/html 592
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8

<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Ferry talks resume</title><meta property='og:site_name' content='The Strand Herald'><meta property='article:published_time' content='2025-07-01'></head><body><nav><a href='/'>Home</a></nav><article><h1>Ferry talks resume</h1><p>The two ports took up their talks about the night ferry again on Monday, after a pause of three weeks.</p><p>“We will have a timetable by Friday,” the harbour master, Ilse Brandt, told reporters at the quay.</p></article></body></html>
