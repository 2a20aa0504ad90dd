"""The look: colours, course marks and the stylesheet. Knows nothing of people or courses."""
