// What went wrong, in words, and whether trying again may help.
const GONE = 404
const TOO_MANY = 429

function network() {
  return { kind: 'network', words: '没有连上网络，请检查网络以后重试。', again: true }
}

// The fault of an answer's status; null when the answer is good.
function ofStatus(status, gone) {
  if (status === 200) return null
  if (status === GONE) return { kind: 'gone', words: gone, again: false }
  if (status === TOO_MANY) return { kind: 'busy', words: '查看的人太多，请过一分钟重试。', again: true }
  return { kind: 'server', words: '服务器暂时不能回答，请稍后重试。', again: true }
}

module.exports = { network, ofStatus }
