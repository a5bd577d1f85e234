// What an open thread can do is fetched where there is one.
if (document.querySelector("[data-thread-news], [data-visit-url]")) foyer.later("thread").catch(() => {});
