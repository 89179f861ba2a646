// A posting in full: words, finance table, who signed, files.
const addresses = require('../../lib/addresses.js')
const asking = require('../../lib/asking.js')
const config = require('../../config.js')
const dates = require('../../lib/dates.js')
const screen = require('../../lib/screen.js')
const shaping = require('../../lib/shaping.js')

Page(
  screen({
    data: { posting: null, address: '', filefault: '' },

    read() {
      const { code, number } = this.query
      return asking.get(addresses.posting(code, number), '这份内容已撤下。请回到公开栏查看。').then((answer) => ({
        posting: shaping.posting(answer, dates.dayIn(Date.now())),
        address: addresses.on(config.server, answer.page)
      }))
    },

    // Pictures are shown large, documents are opened by WeChat itself.
    onFile(event) {
      const file = this.data.posting.files[event.currentTarget.dataset.place]
      this.setData({ filefault: '' })
      wx.showLoading({ title: '正在下载' })
      return asking.download(file.path).then(
        (path) => {
          wx.hideLoading()
          const fail = () => this.setData({ filefault: `“${file.name}”打不开。` })
          if (file.picture) wx.previewImage({ urls: [path], fail })
          else wx.openDocument({ filePath: path, fileType: file.type, fail })
        },
        (fault) => {
          wx.hideLoading()
          this.setData({ filefault: `“${file.name}”：${fault.words}` })
        }
      )
    },

    onShareAppMessage() {
      const { code, number } = this.query
      const title = this.data.posting ? this.data.posting.title : '村务公开'
      return { title, path: addresses.toPosting(code, number) }
    }
  })
)
