// Asks the server, by wx.request alone, without an account and without a word about who asks.
const addresses = require('./addresses.js')
const config = require('../config.js')
const faults = require('./faults.js')

// The answer to a call, or a rejection with a fault (faults.js); ``gone`` says what a 404 means here.
function get(path, gone) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: addresses.on(config.server, path),
      method: 'GET',
      dataType: 'json',
      success(answer) {
        const fault = faults.ofStatus(answer.statusCode, gone)
        if (fault) reject(fault)
        else resolve(answer.data)
      },
      fail: () => reject(faults.network())
    })
  })
}

// A file of a posting, as a path on the telephone, or a rejection with a fault.
function download(path) {
  return new Promise((resolve, reject) => {
    wx.downloadFile({
      url: addresses.on(config.server, path),
      success(answer) {
        const fault = faults.ofStatus(answer.statusCode, '这个文件正在检查，或者已经撤下。')
        if (fault) reject(fault)
        else resolve(answer.tempFilePath)
      },
      fail: () => reject(faults.network())
    })
  })
}

module.exports = { get, download }
