// Large letters: the one thing that is kept on the telephone.
const KEY = 'big'

module.exports = {
  big: () => wx.getStorageSync(KEY) === true,
  keep: (big) => wx.setStorageSync(KEY, big)
}
