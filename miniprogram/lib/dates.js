// Days, as the API writes them (2026-10-08) and as people read them. No object of a day is made from such a text: a
// telephone in another time zone would show the day before.
const SHANGHAI = 8 * 3600 * 1000

function words(day) {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

// Which day it is in China at a moment (milliseconds).
function dayIn(moment) {
  return new Date(moment + SHANGHAI).toISOString().slice(0, 10)
}

module.exports = {
  words: (day) => (day ? words(day) : ''),
  until: (day) => (day ? words(day) : '长期公开'),
  dayIn,
  // Posted through its last day.
  over: (until, today) => Boolean(until) && until < today
}
