// Answers of the API as the pages show them.
const addresses = require('./addresses.js')
const dates = require('./dates.js')
const money = require('./money.js')

// Kinds of files that wx.openDocument opens.
const DOCUMENTS = ['doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'pdf']

// Villages under their townships, in the order of the API; only those whose name, or whose township's, has the words.
function townships(villages, filter) {
  const wanted = filter.trim()
  const found = []
  for (const one of villages) {
    if (![one.name, one.short_name, one.township].some((name) => name.includes(wanted))) continue
    let last = found[found.length - 1]
    if (!last || last.code !== one.township_code) {
      last = { code: one.township_code, name: one.township, villages: [] }
      found.push(last)
    }
    last.villages.push({
      code: one.code,
      name: one.short_name,
      updated: one.updated_on ? `${dates.words(one.updated_on)}更新` : '暂无公开内容',
      to: addresses.toVillage(one.code)
    })
  }
  return found
}

function line(code, one) {
  return {
    number: one.number,
    title: one.title,
    period: one.period,
    from: dates.words(one.posted_from),
    until: dates.until(one.posted_until),
    to: addresses.toPosting(code, one.number)
  }
}

function boards(answer) {
  return answer.boards.map((one) => ({
    board: one.board,
    label: one.label,
    count: one.postings.length,
    updated: dates.words(one.updated_on),
    postings: one.postings.map((posting) => line(answer.code, posting))
  }))
}

function years(answer) {
  return answer.years.map((year) => ({ year, to: addresses.toPast(answer.code, year) }))
}

function village(answer) {
  return {
    name: answer.short_name,
    full: answer.name,
    township: answer.township,
    page: answer.page,
    boards: boards(answer),
    years: years(answer)
  }
}

function file(one) {
  const ending = one.name.includes('.') ? one.name.split('.').pop().toLowerCase() : ''
  const type = DOCUMENTS.includes(ending) ? ending : ''
  return { name: one.name, path: one.path, picture: one.picture, type, opens: one.picture || type !== '' }
}

// The photograph of the paper board, as one more picture; none when it is not shown.
function board(one) {
  if (!one) return []
  const name = `公开栏照片（${dates.words(one.taken_on)}，${one.place}）`
  return [{ name, path: one.path, picture: true, type: '', opens: true }]
}

function row(one) {
  return {
    label: one.label,
    item: one.item,
    amount: money.yuan(one.amount_fen),
    told: [dates.words(one.on), one.note].filter(Boolean).join('　')
  }
}

const BOARDS = { party: '党务', affairs: '村务', finance: '财务', services: '便民服务' }

function posting(answer, today) {
  return {
    title: answer.title,
    board: BOARDS[answer.board] || '',
    items: answer.items.join('、'),
    // what stands as long as it holds says so once, as its last day
    period: answer.period === dates.until(answer.posted_until) ? '' : answer.period,
    from: dates.words(answer.posted_from),
    until: dates.until(answer.posted_until),
    over: dates.over(answer.posted_until, today),
    paragraphs: answer.text.split('\n').map((words) => words.trim()).filter(Boolean),
    rows: answer.rows.map(row),
    totals: money.totals(answer),
    signed: answer.signed.map((one) => ({ who: one.who, on: dates.words(one.on) })),
    files: answer.files.map(file).concat(board(answer.board_photo)),
    corrected: answer.corrects !== null,
    reason: answer.correction_reason,
    page: answer.page
  }
}

module.exports = { BOARDS, townships, line, village, posting }
