// The four boards of a village.
const addresses = require('../../lib/addresses.js')
const asking = require('../../lib/asking.js')
const screen = require('../../lib/screen.js')
const shaping = require('../../lib/shaping.js')

Page(
  screen({
    data: { village: null },

    read() {
      return asking.get(addresses.village(this.query.code), '没有这个村，或者这个村已经撤并。').then((answer) => {
        wx.setNavigationBarTitle({ title: answer.short_name })
        return { village: shaping.village(answer) }
      })
    },

    onShareAppMessage() {
      const name = this.data.village ? this.data.village.name : ''
      return { title: `${name}村务公开`, path: addresses.toVillage(this.query.code) }
    }
  })
)
