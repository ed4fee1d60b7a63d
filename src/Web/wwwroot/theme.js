// Before anything is painted, so that a dark room is not lit up for a moment. Loaded before the modules, hence no import.
document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "auto";
