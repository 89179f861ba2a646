// Amounts are whole fen and stay whole: no fraction is ever computed.

// Which way the classes of a finance table move money; all others only stand there.
const SIGNS = { income: 1, expenditure: -1 }

function yuan(fen) {
  const all = Math.abs(fen)
  const rest = all % 100
  const whole = String((all - rest) / 100).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${fen < 0 ? '-' : ''}${whole}.${String(rest).padStart(2, '0')}`
}

function sum(rows, sign) {
  return rows.reduce((total, row) => (SIGNS[row.finance_class] === sign ? total + row.amount_fen : total), 0)
}

// What a finance table comes to; null where the village gave no balances.
function totals(posting) {
  if (posting.opening_fen === null || posting.closing_fen === null) return null
  return {
    opening: yuan(posting.opening_fen),
    income: yuan(sum(posting.rows, 1)),
    expenditure: yuan(sum(posting.rows, -1)),
    closing: yuan(posting.closing_fen)
  }
}

module.exports = { SIGNS, yuan, totals }
