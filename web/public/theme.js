// Runs before the first paint; a file of its own because the content security policy forbids inline scripts.
;(function () {
  var choice = 'system'
  try {
    choice = localStorage.getItem('boocode.theme') || 'system'
  } catch {
    // Storage may be blocked: the system's theme it is.
  }
  var dark = choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  document.querySelector('meta[name=theme-color]').content = dark ? '#161412' : '#f3f1ee'
})()
