namespace ScaleProxy.Model.People;

/// <summary>A person's sex, with the vendor's numbers (<c>sx</c>): the formulas for body composition know two.</summary>
public enum Sex
{
    /// <summary>Male.</summary>
    Male = 0,

    /// <summary>Female.</summary>
    Female = 1,
}
