"""What the tests share: workbooks made by hand, programs in the place of Excel, judges of what a run left behind."""
