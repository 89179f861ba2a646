// What every page does: it reads, says what went wrong, reads again, and shows large letters.
const letters = require('./letters.js')

// A page's definition with what all have in common. ``own.read()`` promises what the page shows; ``own.data`` is
// what it has before.
function screen(own) {
  return Object.assign({}, common, own, { data: Object.assign({ state: 'loading', fault: null, big: false }, own.data) })
}

const common = {
  onLoad(query) {
    // WeChat hands addresses on as they were written
    this.query = {}
    for (const name of Object.keys(query || {})) this.query[name] = decodeURIComponent(query[name])
    return this.load()
  },

  onShow() {
    this.setData({ big: letters.big() })
  },

  load() {
    this.setData({ state: 'loading', fault: null })
    return this.read().then(
      (shown) => this.setData(Object.assign({ state: 'shown' }, shown)),
      (fault) => {
        // a mistake of ours is none of the network's and has to be seen in the tools
        if (fault instanceof Error) throw fault
        this.setData({ state: 'fault', fault })
      }
    )
  },

  retry() {
    return this.load()
  },

  onPullDownRefresh() {
    return this.load().then(() => wx.stopPullDownRefresh())
  },

  turnLetters() {
    const big = !this.data.big
    letters.keep(big)
    this.setData({ big })
  }
}

module.exports = screen
