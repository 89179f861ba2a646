// All villages under their townships.
const addresses = require('../../lib/addresses.js')
const asking = require('../../lib/asking.js')
const screen = require('../../lib/screen.js')
const shaping = require('../../lib/shaping.js')

Page(
  screen({
    data: { townships: [], filter: '' },

    read() {
      return asking.get(addresses.villages(), '这个网站没有村务公开。').then((villages) => {
        this.villages = villages
        return { townships: shaping.townships(villages, this.data.filter) }
      })
    },

    onFilter(event) {
      const filter = event.detail.value
      this.setData({ filter, townships: shaping.townships(this.villages || [], filter) })
    },

    onShareAppMessage() {
      return { title: '村务公开', path: '/pages/villages/villages' }
    }
  })
)
