using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Optimetra.Core.Submissions;

namespace Optimetra.Web.Forms;

/// <summary>
/// What a form requires must be there to be seen. <see cref="RequiredAttribute"/> by itself knows white space, and takes one zero-width
/// space for a name.
/// </summary>
internal sealed class RequiredMeansVisible : IValidationMetadataProvider
{
    public void CreateValidationMetadata(ValidationMetadataProviderContext context)
    {
        var rules = context.ValidationMetadata.ValidatorMetadata;
        for (var i = 0; i < rules.Count; i++)
        {
            if (rules[i] is RequiredAttribute { AllowEmptyStrings: false } required and not VisibleAttribute)
            {
                rules[i] = new VisibleAttribute { ErrorMessage = required.ErrorMessage };
            }
        }
    }

    private sealed class VisibleAttribute : RequiredAttribute
    {
        public override bool IsValid(object? value) =>
            value is string text ? PlainText.Normalize(text).Length > 0 : base.IsValid(value);
    }
}
