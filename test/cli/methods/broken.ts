throw new Error('it does not work')
