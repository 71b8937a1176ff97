/** Which colours did the reader choose? Read before anything is drawn, so that the page does not flash. */

const chosen = localStorage.getItem("theme");
if (chosen) document.documentElement.dataset.theme = chosen;
